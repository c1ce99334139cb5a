package dev.smoltulu.tokenizer.jinja;

import java.util.Iterator;

/** A Python generator, as map and select give: true, without a length, and empty after it was read once. */
record OneShot(Iterator<Object> items) {}
