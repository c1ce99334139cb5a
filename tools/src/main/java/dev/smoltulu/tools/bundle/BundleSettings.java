package dev.smoltulu.tools.bundle;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a bundle holds and how it is written.
 *
 * @param cuda      whether it has ONNX Runtime's CUDA build
 * @param output    a new folder
 * @param partBytes size of the parts of an archive; without it the folder itself is the bundle
 * @param extras    files and folders by their place in the bundle
 * @param home      source tree with launcher, licence and recipes
 * @param classpath jars and class folders of the program, the first of which win
 */
public record BundleSettings(
        boolean cuda, Path output, OptionalLong partBytes, Map<Path, Path> extras, Path home, List<Path> classpath) {

    public BundleSettings {
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        classpath = List.copyOf(classpath);
    }
}
