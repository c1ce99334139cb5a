package dev.smoltulu.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLogTest {

    private static final String FINGERPRINT = "0123456789abcdef";

    @TempDir
    Path folder;

    private AnswerLog open(String fingerprint) {
        return AnswerLog.open(folder, "arc_easy", fingerprint, 4, Shard.WHOLE);
    }

    private Path file() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void answersAreThereAfterTheProcessThatWroteThem() throws Exception {
        try (AnswerLog log = open(FINGERPRINT)) {
            log.append(Map.of(2, new JsonPrimitive("two\nlines, \u201cquoted\u201d")));
            log.append(Map.of(0, new JsonPrimitive(-0.1)));
            assertEquals(2, Files.readAllLines(file()).size());
        }
        try (AnswerLog log = open(FINGERPRINT)) {
            assertEquals(2, log.present());
            assertEquals(
                    "two\nlines, \u201cquoted\u201d", log.find(2).orElseThrow().getAsString());
            assertEquals(-0.1, log.find(0).orElseThrow().getAsDouble());
            assertTrue(log.hasAll(List.of(0, 2)));
            assertFalse(log.hasAll(List.of(0, 1)));
        }
        try (AnswerLog other = open("f" + FINGERPRINT)) {
            assertEquals(0, other.present());
        }
    }

    /** Wherever the writing was cut off, whole lines count and the log goes on from there. */
    @Test
    void aLastLineThatWasCutOffIsDropped() throws Exception {
        try (AnswerLog log = open(FINGERPRINT)) {
            log.append(Map.of(0, new JsonPrimitive("first")));
            log.append(Map.of(1, new JsonPrimitive("second")));
        }
        byte[] whole = Files.readAllBytes(file());
        int firstEnd = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = firstEnd; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (AnswerLog log = open(FINGERPRINT)) {
                assertEquals(1, log.present(), "cut after " + length + " bytes");
                log.append(Map.of(1, new JsonPrimitive("second")));
            }
            assertEquals(new String(whole, StandardCharsets.UTF_8), Files.readString(file()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage\n", "{\"i\": 9, \"answer\": 1}\n", "{\"i\": -1, \"answer\": 1}\n", "{\"i\": 1}\n"})
    void aLastLineThatIsNoAnswerIsDropped(String line) throws Exception {
        try (AnswerLog log = open(FINGERPRINT)) {
            log.append(Map.of(3, new JsonPrimitive("kept")));
        }
        Files.writeString(file(), line, StandardOpenOption.APPEND);
        try (AnswerLog log = open(FINGERPRINT)) {
            assertEquals(1, log.present());
        }
        assertEquals(1, Files.readAllLines(file()).size());
    }

    @Test
    void aBrokenLineBeforeTheLastIsSaid() throws Exception {
        try (AnswerLog log = open(FINGERPRINT)) {
            log.append(Map.of(0, new JsonPrimitive("first")));
        }
        Files.writeString(file(), "garbage\n" + Files.readString(file()));
        UserError error = assertThrows(UserError.class, () -> open(FINGERPRINT));
        assertTrue(error.getMessage().contains(", line 1: broken"), error.getMessage());
    }

    @Test
    void twoRunsDoNotShareALog() {
        try (AnswerLog log = open(FINGERPRINT)) {
            UserError error = assertThrows(UserError.class, () -> open(FINGERPRINT));
            assertTrue(error.getMessage().contains("another evaluation is writing it"), error.getMessage());
            assertEquals(0, log.present());
        }
    }

    @Test
    void nothingIsLeftAfterTheResults() throws Exception {
        AnswerLog log = open(FINGERPRINT);
        log.append(Map.of(0, new JsonPrimitive(1)));
        log.delete();
        log.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }
}
