package dev.smoltulu.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code items()}, {@code keys()} or {@code values()} of a dict: with a length, but without indices. */
record DictView(Map<?, ?> dict, String kind) {

    List<Object> list() {
        return switch (kind) {
            case "keys" -> new ArrayList<>(dict.keySet());
            case "values" -> new ArrayList<>(dict.values());
            default -> {
                List<Object> items = new ArrayList<>(dict.size());
                dict.forEach((key, value) -> items.add(Tuple.of(key, value)));
                yield items;
            }
        };
    }
}
