/** Cells of studies and shards of evaluations on an Apache Spark cluster, each as a process of its own. */
package dev.smoltulu.tools.cluster;
