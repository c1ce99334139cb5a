/**
 * The corpus, the model and the recipe that {@code smoltulu quickstart} makes on the spot. Start with
 * {@link dev.smoltulu.tools.quickstart.QuickstartFiles}.
 */
package dev.smoltulu.tools.quickstart;
