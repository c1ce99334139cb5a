package dev.smoltulu.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainerStateTest {

    private static final TrainerState STATE = new TrainerState(12, 11, 1, 3, "abc");

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        STATE.write(folder);
        assertEquals(STATE, TrainerState.read(folder));
        assertEquals("""
                {
                  "step": 12,
                  "optimizer_steps": 11,
                  "skipped_steps": 1,
                  "epoch": 3,
                  "data_sha256": "abc"
                }
                """, Files.readString(folder.resolve("trainer_state.json")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"step\": 12}",
                "{\"step\": null, \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": \"abc\"}",
                "{\"step\": {}, \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": \"abc\"}",
                "{\"step\": [], \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": \"abc\"}",
                "{\"step\": \"x\", \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": \"abc\"}",
                "{\"step\": -1, \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": \"abc\"}",
                "{\"step\": 12, \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": -3, \"data_sha256\": \"abc\"}",
                "{\"step\": 12, \"optimizer_steps\": 11, \"skipped_steps\": 1, \"epoch\": 3, \"data_sha256\": null}"
            })
    void aBrokenOneIsNamed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("trainer_state.json"), text);
        UserError error = assertThrows(UserError.class, () -> TrainerState.read(folder));
        assertEquals(1, error.exitCode());
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
    }

    @Test
    void aMissingOneIsNamed() {
        UserError error = assertThrows(UserError.class, () -> TrainerState.read(folder));
        assertTrue(error.getMessage().contains("trainer_state.json"), error.getMessage());
    }
}
