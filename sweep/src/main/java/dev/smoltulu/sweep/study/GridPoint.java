package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of the grid.
 *
 * @param entries what it sets, by recipe key
 * @param ratio   the value of {@code lr_bs_ratio} that a key of it was made from; null where there is none
 */
public record GridPoint(Map<String, JsonElement> entries, JsonElement ratio) {

    public GridPoint {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
