/**
 * Jinja2's template language (version 3.1) as transformers and lm-evaluation-harness set it up, for templates that come
 * from strangers: no Java object, file or other template is in reach, and time, memory and depth are bounded. Begin with
 * {@link dev.smoltulu.tokenizer.jinja.Template}; {@link dev.smoltulu.tokenizer.jinja.Lexer} and
 * {@link dev.smoltulu.tokenizer.jinja.Parser} make a tree of {@link dev.smoltulu.tokenizer.jinja.Statement}s and
 * {@link dev.smoltulu.tokenizer.jinja.Expression}s, {@link dev.smoltulu.tokenizer.jinja.Renderer} walks it.
 *
 * <p>Values are Python's: null is None, {@link java.lang.Boolean}, {@link java.lang.Long}, {@link java.lang.Double},
 * {@link java.lang.String}, {@link java.util.List}, {@link java.util.Map} and the types of this package.
 */
package dev.smoltulu.tokenizer.jinja;
