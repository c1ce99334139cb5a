package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.python.PythonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Filters over the items of a list, dict, string or generator (jinja2.filters). */
final class ListFilters {

    private final Renderer renderer;
    private final Filters filters;
    private final Tests tests;
    private final Python python;
    private final Budget budget;

    ListFilters(Renderer renderer, Filters filters, Python python, Budget budget) {
        this.renderer = renderer;
        this.filters = filters;
        this.tests = new Tests(python);
        this.python = python;
        this.budget = budget;
    }

    Object apply(String name, Object value, CallArguments a) {
        return switch (name) {
            case "list" -> new ArrayList<>(python.items(value));
            case "items" -> items(value);
            case "first" -> end(python.items(value), true);
            case "last" -> end(python.items(value), false);
            case "reverse" ->
                value instanceof String text
                        ? new StringBuilder(text).reverse().toString()
                        : Python.generator(python.reversed(value));
            case "join" -> join(value, a);
            case "sum" -> sum(value, a);
            case "min", "max" -> extreme(name, value, a);
            case "sort" -> sort(value, a);
            case "dictsort" -> dictSort(value, a);
            case "unique" -> unique(value, a);
            case "groupby" -> groupBy(value, a);
            case "batch" -> batch(value, a);
            case "slice" -> slice(value, a);
            case "map" -> map(value, a);
            case "select", "reject" -> select(value, name.equals("select"), test(a, 0), item -> item);
            case "selectattr", "rejectattr" ->
                select(value, name.equals("selectattr"), test(a, 1), attribute(a.need(name, 0, "attribute")));
            default -> throw TemplateException.fault("the filter '" + name + "' is not available here");
        };
    }

    private static Object items(Object value) {
        if (value instanceof Undefined) {
            return Python.generator(List.of());
        }
        if (value instanceof Map<?, ?> map) {
            return Python.generator(new DictView(map, "items").list());
        }
        throw TemplateException.fault("items needs a dict, not " + Python.type(value));
    }

    private Object end(List<Object> items, boolean first) {
        if (items.isEmpty()) {
            return renderer.undefined("no " + (first ? "first" : "last") + " item, the sequence is empty");
        }
        return items.get(first ? 0 : items.size() - 1);
    }

    private String join(Object value, CallArguments a) {
        a.only("join", "d", "attribute");
        String separator = python.str(a.get(0, "d", ""));
        Object name = a.get(1, "attribute", null);
        Function<Object, Object> part = name == null ? item -> item : attribute(name);
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (Object item : python.items(value)) {
            String next = python.str(part.apply(item));
            budget.string(separator.length() + next.length());
            text.append(first ? "" : separator).append(next);
            first = false;
        }
        return text.toString();
    }

    private Object sum(Object value, CallArguments a) {
        a.only("sum", "attribute", "start");
        Object name = a.get(0, "attribute", null);
        Function<Object, Object> part = name == null ? item -> item : attribute(name);
        Object sum = a.get(1, "start", 0L);
        for (Object item : python.items(value)) {
            sum = python.arithmetic("+", sum, part.apply(item));
        }
        return sum;
    }

    private Object extreme(String name, Object value, CallArguments a) {
        a.only(name, "case_sensitive", "attribute");
        Comparator<Object> order = Comparator.comparing(
                key(a.get(1, "attribute", null), a.get(0, "case_sensitive", false)), python::compare);
        Object best = null;
        boolean found = false;
        for (Object item : python.items(value)) {
            int sign = found ? order.compare(item, best) : 0;
            if (!found || (name.equals("min") ? sign < 0 : sign > 0)) {
                best = item;
            }
            found = true;
        }
        return found ? best : renderer.undefined("no item to choose from, the sequence is empty");
    }

    private List<Object> sort(Object value, CallArguments a) {
        a.only("sort", "reverse", "case_sensitive", "attribute");
        Object attribute = a.get(2, "attribute", null);
        Object caseSensitive = a.get(1, "case_sensitive", false);
        List<Function<Object, Object>> keys = new ArrayList<>();
        if (attribute instanceof String names && names.indexOf(',') >= 0) {
            for (String name : names.split(",")) {
                keys.add(key(name, caseSensitive));
            }
        } else {
            keys.add(key(attribute, caseSensitive));
        }
        Comparator<Object> order = (unused, unusedToo) -> 0;
        for (Function<Object, Object> key : keys) {
            order = order.thenComparing(key, python::compare);
        }
        List<Object> sorted = new ArrayList<>(python.items(value));
        sorted.sort(Python.isTrue(a.get(0, "reverse", false)) ? order.reversed() : order);
        return sorted;
    }

    private List<Object> dictSort(Object value, CallArguments a) {
        a.only("dictsort", "case_sensitive", "by", "reverse");
        if (!(value instanceof Map<?, ?> map)) {
            throw TemplateException.fault("dictsort needs a dict, not " + Python.type(value));
        }
        int index = a.text("dictsort", 1, "by", "key").equals("value") ? 1 : 0;
        Function<Object, Object> key = key(null, a.get(0, "case_sensitive", false));
        Comparator<Object> order =
                Comparator.comparing(pair -> key.apply(((List<?>) pair).get(index)), python::compare);
        List<Object> pairs = new DictView(map, "items").list();
        pairs.sort(Python.isTrue(a.get(2, "reverse", false)) ? order.reversed() : order);
        return pairs;
    }

    private OneShot unique(Object value, CallArguments a) {
        a.only("unique", "case_sensitive", "attribute");
        Function<Object, Object> key = key(a.get(1, "attribute", null), a.get(0, "case_sensitive", false));
        Map<Object, Object> first = new LinkedHashMap<>();
        python.items(value).forEach(item -> first.putIfAbsent(key.apply(item), item));
        return Python.generator(new ArrayList<>(first.values()));
    }

    private List<Object> groupBy(Object value, CallArguments a) {
        a.only("groupby", "attribute", "default", "case_sensitive");
        boolean caseSensitive = Python.isTrue(a.get(2, "case_sensitive", false));
        Object otherwise = a.get(1, "default", null);
        Function<Object, Object> attribute = attribute(a.need("groupby", 0, "attribute"));
        Function<Object, Object> plain = item -> {
            Object found = attribute.apply(item);
            return found instanceof Undefined && otherwise != null ? otherwise : found;
        };
        Function<Object, Object> key = item -> lower(plain.apply(item), caseSensitive);
        List<Object> sorted = new ArrayList<>(python.items(value));
        sorted.sort(Comparator.comparing(key, python::compare));
        List<Object> groups = new ArrayList<>();
        List<Object> group = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            group.add(sorted.get(i));
            boolean ends =
                    i == sorted.size() - 1 || !Python.equal(key.apply(sorted.get(i)), key.apply(sorted.get(i + 1)));
            if (ends) {
                Object name = caseSensitive ? key.apply(group.get(0)) : plain.apply(group.get(0));
                groups.add(new Tuple(List.of(name, group), List.of("grouper", "list")));
                group = new ArrayList<>();
            }
        }
        return groups;
    }

    private OneShot batch(Object value, CallArguments a) {
        a.only("batch", "linecount", "fill_with");
        long size = a.whole("batch", 0, "linecount", 1);
        Object fill = a.get(1, "fill_with", null);
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object item : python.items(value)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            budget.steps(fill == null ? 0 : size);
            while (fill != null && batch.size() < size) {
                batch.add(fill);
            }
            batches.add(batch);
        }
        return Python.generator(batches);
    }

    private OneShot slice(Object value, CallArguments a) {
        a.only("slice", "slices", "fill_with");
        long slices = Math.max(1, a.whole("slice", 0, "slices", 1));
        Object fill = a.get(1, "fill_with", null);
        List<Object> items = python.items(value);
        budget.steps(slices);
        long size = items.size() / slices;
        long larger = items.size() % slices;
        List<Object> result = new ArrayList<>();
        int at = 0;
        for (long i = 0; i < slices; i++) {
            int end = at + (int) (size + (i < larger ? 1 : 0));
            List<Object> slice = new ArrayList<>(items.subList(at, end));
            if (fill != null && i >= larger) {
                slice.add(fill);
            }
            result.add(slice);
            at = end;
        }
        return Python.generator(result);
    }

    private OneShot map(Object value, CallArguments a) {
        Function<Object, Object> change;
        if (a.positional().isEmpty() && a.named().containsKey("attribute")) {
            Object otherwise = a.named().get("default");
            Function<Object, Object> attribute = attribute(a.named().get("attribute"));
            change = item -> {
                Object found = attribute.apply(item);
                return found instanceof Undefined && otherwise != null ? otherwise : found;
            };
        } else {
            String filter = python.str(a.need("map", 0, "filter"));
            CallArguments rest =
                    new CallArguments(a.positional().subList(1, a.positional().size()), a.named());
            change = item -> filters.apply(filter, item, rest);
        }
        List<Object> changed = new ArrayList<>();
        itemsOfTrue(value).forEach(item -> changed.add(change.apply(item)));
        return Python.generator(changed);
    }

    private OneShot select(Object value, boolean keeps, Predicate<Object> test, Function<Object, Object> part) {
        List<Object> selected = new ArrayList<>();
        for (Object item : itemsOfTrue(value)) {
            if (test.test(part.apply(item)) == keeps) {
                selected.add(item);
            }
        }
        return Python.generator(selected);
    }

    /** Jinja2 maps and selects nothing of a value that is false, whatever its type. */
    private List<Object> itemsOfTrue(Object value) {
        return Python.isTrue(value) ? python.items(value) : List.of();
    }

    private Predicate<Object> test(CallArguments a, int from) {
        if (a.positional().size() <= from) {
            return Python::isTrue;
        }
        String name = python.str(a.positional().get(from));
        CallArguments rest = new CallArguments(
                a.positional().subList(from + 1, a.positional().size()), a.named());
        return value -> tests.holds(name, value, rest);
    }

    /** Reads {@code a.b.0} of an item. */
    private Function<Object, Object> attribute(Object path) {
        if (path instanceof Long) {
            return item -> renderer.item(item, path);
        }
        String[] parts = python.str(path).split("\\.");
        return item -> {
            Object value = item;
            for (String part : parts) {
                boolean isIndex = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
                value = renderer.item(value, isIndex ? (Object) Long.valueOf(part) : part);
            }
            return value;
        };
    }

    private Function<Object, Object> key(Object attribute, Object caseSensitive) {
        boolean exact = Python.isTrue(caseSensitive);
        Function<Object, Object> part = attribute == null ? item -> item : attribute(attribute);
        return item -> lower(part.apply(item), exact);
    }

    private static Object lower(Object value, boolean caseSensitive) {
        return !caseSensitive && value instanceof String text ? PythonText.lower(text) : value;
    }
}
