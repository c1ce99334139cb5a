/**
 * Text from a model folder. Begin with {@link dev.smoltulu.deploy.generate.TextModel}.
 */
package dev.smoltulu.deploy.generate;
