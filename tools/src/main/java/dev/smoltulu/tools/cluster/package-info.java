/**
 * Work on an Apache Spark cluster: {@link dev.smoltulu.tools.cluster.SparkCells} runs the cells of a study,
 * {@link dev.smoltulu.tools.cluster.SparkShards} the shards of an evaluation, both through {@code SparkRun}.
 */
package dev.smoltulu.tools.cluster;
