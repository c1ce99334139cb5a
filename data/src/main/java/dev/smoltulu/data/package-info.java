/**
 * From files of rows to tokenised examples.
 *
 * <p>Begin with {@link dev.smoltulu.data.TokenDataset}: it reads the rows of {@link dev.smoltulu.data.DataSource}s and
 * keeps what {@link dev.smoltulu.data.EncodingOptions} make of them. What a row may say is in {@code SftRow},
 * {@code PreferenceRow} and {@code PromptRow}. {@link dev.smoltulu.data.PromptDataset} has the prompts of reinforcement
 * learning, {@link dev.smoltulu.data.SampleOrder} the order in which a run sees its examples.
 */
package dev.smoltulu.data;
