package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;

/**
 * One direction of the grid.
 *
 * @param name    a recipe key, {@code lr_bs_ratio}, or what the user calls keys that change together
 * @param options its points: what each sets, by recipe key
 */
record GridAxis(String name, List<Map<String, JsonElement>> options) {

    GridAxis {
        options = List.copyOf(options);
    }
}
