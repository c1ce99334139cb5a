package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class EnvironmentProxiesTest {
    @Test
    void proxyByScheme() {
        assertTrue(EnvironmentProxies.from(Map.of("NO_PROXY", "x")).isEmpty());
        ProxySelector proxies = EnvironmentProxies.from(Map.of(
                        "HTTPS_PROXY",
                        "http://secure.example:8080",
                        "http_proxy",
                        "small.example:3128",
                        "HTTP_PROXY",
                        "capital.example:3128"))
                .orElseThrow();
        assertEquals("secure.example:8080", selected(proxies, "https://huggingface.co/x"));
        assertEquals("small.example:3128", selected(proxies, "http://huggingface.co/x"));
        ProxySelector all = EnvironmentProxies.from(Map.of("all_proxy", "http://any.example"))
                .orElseThrow();
        assertEquals("any.example:80", selected(all, "https://huggingface.co/x"));
    }

    @Test
    void hostsWithoutProxy() {
        ProxySelector proxies = EnvironmentProxies.from(Map.of(
                        "https_proxy",
                        "http://p.example:1",
                        "no_proxy",
                        "localhost, .internal.example,*.Other.example,plain.example:443"))
                .orElseThrow();
        for (String host : new String[] {
            "localhost",
            "internal.example",
            "a.internal.example",
            "b.other.example",
            "plain.example",
            "sub.plain.example"
        }) {
            assertEquals("direct", selected(proxies, "https://" + host + "/"), host);
        }
        assertEquals("p.example:1", selected(proxies, "https://notinternal.example/"));
        ProxySelector none = EnvironmentProxies.from(Map.of("https_proxy", "p.example:1", "no_proxy", "*"))
                .orElseThrow();
        assertEquals("direct", selected(none, "https://huggingface.co/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p.example:1", "http://me:hf_secretSECRETsecret@p.example:1", "http://p example"})
    void proxyThatCannotBeUsed(String text) {
        String message =
                HubFixture.message(UserError.Kind.USAGE, () -> EnvironmentProxies.from(Map.of("HTTPS_PROXY", text)));
        assertTrue(message.startsWith("HTTPS_PROXY is not the address"), message);
    }

    @Test
    void downloadGoesThroughTheProxy(@TempDir Path home) throws Exception {
        try (FakeHub hub = FakeHub.withModel(1000)) {
            HubFixture user = new HubFixture(home, hub);
            user.variables.put("HTTP_PROXY", hub.endpoint());
            user.variables.put("NO_PROXY", "localhost");
            user.variables.put("HF_ENDPOINT", "http://hub.invalid");
            user.locator().locate(FakeHub.ID);
            user.assertSnapshot(hub, "config.json", "model.safetensors");
        }
    }

    private static String selected(ProxySelector proxies, String uri) {
        Proxy proxy = proxies.select(URI.create(uri)).get(0);
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return address == null ? "direct" : address.getHostString() + ":" + address.getPort();
    }
}
