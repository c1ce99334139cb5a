package dev.smoltulu.hub;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies by the variables that command-line programs share: https_proxy, http_proxy, all_proxy and no_proxy, in small
 * or capital letters. The JDK reads system properties alone, which apply when none of the variables is set.
 */
final class EnvironmentProxies extends ProxySelector {
    private final Optional<Proxy> https;
    private final Optional<Proxy> http;
    private final List<String> direct;

    private EnvironmentProxies(Optional<Proxy> https, Optional<Proxy> http, List<String> direct) {
        this.https = https;
        this.http = http;
        this.direct = direct;
    }

    /**
     * The selector for these variables; empty when they name no proxy.
     *
     * @throws UserError when one names something that cannot be used
     */
    static Optional<ProxySelector> from(Map<String, String> variables) {
        Optional<Proxy> all = proxy(variables, "ALL_PROXY");
        Optional<Proxy> https = proxy(variables, "HTTPS_PROXY").or(() -> all);
        Optional<Proxy> http = proxy(variables, "HTTP_PROXY").or(() -> all);
        if (https.isEmpty() && http.isEmpty()) {
            return Optional.empty();
        }
        String direct = value(variables, "NO_PROXY").orElse("").toLowerCase(Locale.ROOT);
        return Optional.of(new EnvironmentProxies(https, http, List.of(direct.split("[,\\s]+"))));
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<Proxy> proxy = "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
        return List.of(proxy.filter(unused -> !isDirect(uri)).orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // There is no other proxy to turn to; the request itself fails and is reported.
    }

    private boolean isDirect(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return direct.stream().filter(entry -> !entry.isEmpty()).anyMatch(entry -> {
            String domain = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":[0-9]+$", "");
            return entry.equals("*") || host.equals(domain) || host.endsWith("." + domain);
        });
    }

    private static Optional<Proxy> proxy(Map<String, String> variables, String name) {
        return value(variables, name).map(text -> parse(name, text));
    }

    private static Optional<String> value(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(variables.get(name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static Proxy parse(String name, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                int port = uri.getPort() < 0 ? 80 : uri.getPort();
                return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
            }
        } catch (URISyntaxException malformed) {
            // Refused below, without quoting a value that may hold a password.
        }
        throw UserError.usage(name + " is not the address of a proxy that can be used: write http://HOST:PORT "
                + "(no password, no SOCKS), or unset it");
    }
}
