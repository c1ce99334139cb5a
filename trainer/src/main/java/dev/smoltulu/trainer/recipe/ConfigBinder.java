package dev.smoltulu.trainer.recipe;

import com.google.gson.JsonElement;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.runtime.Device;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Fills configuration records from a recipe's values: a component's name in snake case is its key, a component that is
 * itself one of this package's records has keys of its own.
 */
final class ConfigBinder {

    private ConfigBinder() {}

    /** The keys of {@code type}, those of its parts included. */
    static Set<RecipeKey> keys(Class<?> type) {
        Set<RecipeKey> keys = EnumSet.noneOf(RecipeKey.class);
        for (RecordComponent component : type.getRecordComponents()) {
            if (isPart(component.getType())) {
                keys.addAll(keys(component.getType()));
            } else {
                keys.add(key(component));
            }
        }
        return keys;
    }

    /** A record of {@code type} with {@code values}, which must have every key that the record cannot do without. */
    static <C> C bind(Class<C> type, Map<RecipeKey, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Class<?> part = components[i].getType();
            arguments[i] = isPart(part)
                    ? bind(part, values)
                    : value(components[i].getGenericType(), key(components[i]), values);
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(type + " cannot be made", impossible);
        }
    }

    private static boolean isPart(Class<?> type) {
        return type.isRecord() && type.getPackage().equals(ConfigBinder.class.getPackage());
    }

    private static RecipeKey key(RecordComponent component) {
        String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return RecipeKey.ofKey(name).orElseThrow(() -> new AssertionError("no recipe key for " + component));
    }

    private static Object value(Type type, RecipeKey key, Map<RecipeKey, Object> values) {
        Object value = values.get(key);
        if (type == OptionalLong.class) {
            return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
        }
        if (type == OptionalDouble.class) {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return Optional.ofNullable(value).map(given -> converted(generic.getActualTypeArguments()[0], given));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return value == null ? List.of() : DataSource.parse(key.key(), (JsonElement) value);
        }
        if (value == null) {
            throw new IllegalStateException("recipe has no " + key.key());
        }
        return converted(type, value);
    }

    private static Object converted(Type type, Object value) {
        if (type == Path.class) {
            return Path.of((String) value);
        }
        return type == Device.class ? Device.parse((String) value) : value;
    }
}
