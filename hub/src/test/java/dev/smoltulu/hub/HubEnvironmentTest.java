package dev.smoltulu.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubEnvironmentTest {
    @TempDir
    private Path home;

    @Test
    void cacheRootInTheOrderOfHuggingfaceHub() {
        Path xdg = home.resolve("xdg");
        assertEquals(home.resolve(".cache/huggingface/hub"), with().cacheRoot());
        assertEquals(
                xdg.resolve("huggingface/hub"),
                with("XDG_CACHE_HOME", xdg.toString()).cacheRoot());
        assertEquals(
                home.resolve("hf/hub"),
                with("XDG_CACHE_HOME", xdg.toString(), "HF_HOME", "~/hf").cacheRoot());
        assertEquals(
                home.resolve("old"),
                with("HF_HOME", "~/hf", "HUGGINGFACE_HUB_CACHE", "~/old").cacheRoot());
        assertEquals(
                home.resolve("new"),
                with("HUGGINGFACE_HUB_CACHE", "~/old", "HF_HUB_CACHE", "~/new").cacheRoot());
        assertEquals(
                xdg.resolve("c"),
                with("HF_HUB_CACHE", "${BASE}/c", "BASE", xdg.toString()).cacheRoot());
    }

    @Test
    void tokenInTheOrderOfHuggingfaceHub() throws Exception {
        assertTrue(with().token().isEmpty());
        write(".cache/huggingface/token", "hf_default\n");
        write("hf/token", "hf_home");
        write("elsewhere", "hf_path");
        assertToken("hf_default", with());
        assertToken("hf_home", with("HF_HOME", "~/hf"));
        assertToken("hf_path", with("HF_HOME", "~/hf", "HF_TOKEN_PATH", "~/elsewhere"));
        assertToken("hf_legacy", with("HF_TOKEN_PATH", "~/elsewhere", "HUGGING_FACE_HUB_TOKEN", "hf_legacy"));
        assertToken("hf_variable", with("HUGGING_FACE_HUB_TOKEN", "hf_legacy", "HF_TOKEN", " hf_variable\n"));
        assertTrue(with("HF_TOKEN", "hf_variable", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
                .token()
                .isEmpty());
    }

    @Test
    void tokenIsInNoText() {
        HubEnvironment environment = with("HF_TOKEN", HubFixture.TOKEN);
        assertFalse(environment.toString().contains(HubFixture.TOKEN));
        assertFalse(environment.token().toString().contains(HubFixture.TOKEN));
        HubEnvironment broken = with("HF_TOKEN", HubFixture.TOKEN + "\r\nX-Evil: 1");
        String message = HubFixture.message(UserError.Kind.USAGE, broken::token);
        assertTrue(message.startsWith("HF_TOKEN holds characters"), message);
    }

    @Test
    void endpointAndTimeout() {
        assertEquals(URI.create("https://huggingface.co"), with().endpoint());
        assertEquals(
                URI.create("https://mirror.example/hub"),
                with("HF_ENDPOINT", "https://mirror.example/hub/").endpoint());
        assertEquals(Duration.ofSeconds(30), with().timeout());
        assertEquals(Duration.ofSeconds(5), with("HF_HUB_DOWNLOAD_TIMEOUT", "5").timeout());
        HubFixture.message(
                UserError.Kind.USAGE, () -> with("HF_HUB_DOWNLOAD_TIMEOUT", "0").timeout());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "huggingface.co",
                "ftp://mirror.example",
                "https://a:hf_secretSECRETsecret@mirror.example",
                "http://",
                "https://mirror example",
                "https://mirror.example?x=1"
            })
    void addressThatIsNone(String endpoint) {
        String message = HubFixture.message(
                UserError.Kind.USAGE, () -> with("HF_ENDPOINT", endpoint).endpoint());
        assertTrue(message.contains("HF_ENDPOINT"), message);
    }

    @Test
    void offline() {
        assertFalse(with().offline());
        assertTrue(with("HF_HUB_OFFLINE", "true").offline());
        assertTrue(with("TRANSFORMERS_OFFLINE", "1").offline());
        assertFalse(with("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "1").offline());
    }

    private HubEnvironment with(String... pairs) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return new HubEnvironment(variables, home);
    }

    private void write(String file, String text) throws Exception {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void assertToken(String expected, HubEnvironment environment) {
        assertEquals("Bearer " + expected, environment.token().orElseThrow().authorization());
    }
}
