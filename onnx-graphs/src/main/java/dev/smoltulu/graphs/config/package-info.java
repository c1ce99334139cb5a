/**
 * The files that describe a model: config.json and generation_config.json.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.config.LlamaConfig}: all sizes of a model, read and checked. A configuration
 * of a model that cannot be computed exactly is refused, by key and value.
 */
package dev.smoltulu.graphs.config;
