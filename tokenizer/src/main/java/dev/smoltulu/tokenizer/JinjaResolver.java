package dev.smoltulu.tokenizer;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.AbstractCallableMethod;
import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.collections.PyList;
import com.hubspot.jinjava.objects.collections.PyMap;
import com.hubspot.jinjava.util.ForLoop;
import dev.smoltulu.base.python.PythonStrings;
import java.beans.FeatureDescriptor;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.MethodNotFoundException;

/**
 * What a template may touch: items of lists and maps, the loop variable, filters, tests and macros, and the methods of
 * Python's strings, lists and dicts. Every other property or method of a Java object does not exist for it.
 */
final class JinjaResolver extends ELResolver {

    private static final Set<String> LIST_METHODS =
            Set.of("append", "insert", "extend", "pop", "count", "reverse", "copy", "index");
    private static final Set<String> MAP_METHODS = Set.of("get", "items", "keys", "values", "update");

    private final CompositeELResolver items = new CompositeELResolver();
    private final ELResolver beans = new JinjavaBeanELResolver(true);

    JinjaResolver() {
        items.add(new JinjavaListELResolver(true));
        items.add(new TypeConvertingMapELResolver(true));
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (base instanceof ForLoop || base instanceof AbstractCallableMethod) {
            return beans.getValue(context, base, property);
        }
        if (base instanceof Map.Entry<?, ?> entry && property instanceof String name) {
            context.setPropertyResolved(true);
            return name.equals("0") || name.equals("key") ? entry.getKey() : entry.getValue();
        }
        Object value = items.getValue(context, base, property);
        // An unknown property is undefined, never a property of the Java object.
        context.setPropertyResolved(true);
        return value;
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] params) {
        Object[] args = params == null ? new Object[0] : params;
        String name = String.valueOf(method);
        if (base == null) {
            throw new MethodNotFoundException(
                    switch (name) {
                        case "filter" -> "this filter is not known";
                        case "evaluate", "evaluateNegated" -> "this test is not known";
                        default -> name + "() is called on an undefined value";
                    });
        }
        if (base instanceof CharSequence text) {
            context.setPropertyResolved(true);
            try {
                return PythonStrings.call(text.toString(), name, args);
            } catch (IllegalArgumentException e) {
                throw new MethodNotFoundException(name + "(): " + e.getMessage());
            }
        }
        boolean allowed = base instanceof Filter && name.equals("filter")
                || base instanceof ExpTest && name.startsWith("evaluate")
                || base instanceof AbstractCallableMethod && name.equals("evaluate")
                || base instanceof PyList && LIST_METHODS.contains(name)
                || base instanceof PyMap && MAP_METHODS.contains(name);
        if (!allowed) {
            throw new MethodNotFoundException("a template cannot call " + name + "() on this value");
        }
        return beans.invoke(context, base, method, types, params);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return items.getType(context, base, property);
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new jinjava.javax.el.PropertyNotWritableException("a template cannot change this value");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
