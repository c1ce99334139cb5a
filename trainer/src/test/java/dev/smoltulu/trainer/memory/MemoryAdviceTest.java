package dev.smoltulu.trainer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.memory.PassMemory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryAdviceTest {

    private static final Map<String, long[]> PASS = Map.of(
            TokenInputs.IDS,
            new long[] {8 * 1024},
            TokenInputs.SLOT_TOKENS,
            new long[] {8, 1024},
            "target_ids",
            new long[] {4096});

    /** A byte a token, ten bytes without checkpointing, and a model of 1000 bytes. */
    private static RunMemory predicted(int tokens, boolean checkpointing, Map<String, long[]> shapes) {
        assertEquals(tokens, shapes.get(TokenInputs.IDS)[0]);
        assertEquals(tokens, shapes.get(TokenInputs.SLOT_TOKENS)[0] * shapes.get(TokenInputs.SLOT_TOKENS)[1]);
        assertEquals(tokens / 2, shapes.get("target_ids")[0]);
        return new RunMemory(250, new PassMemory(0, tokens * (checkpointing ? 1L : 10L)), 0, 0);
    }

    private static String toFit(long bytes, boolean checkpointing) {
        return new MemoryAdvice(MemoryAdviceTest::predicted, PASS).toFit(bytes, checkpointing);
    }

    @Test
    void theLeastCostlyChangeThatFitsIsNamed() {
        assertEquals("lower micro_batch_tokens to 3072", toFit(1000 + 40_000, false));
        assertEquals("lower micro_batch_tokens to 1024", toFit(1000 + 10_240, false));
        assertEquals("turn gradient_checkpointing on", toFit(1000 + 8192, false));
        assertEquals("turn gradient_checkpointing on and lower micro_batch_tokens to 2048", toFit(1000 + 3000, false));
        assertEquals("lower micro_batch_tokens to 2048", toFit(1000 + 3000, true));
        assertEquals("turn gradient_checkpointing on and lower max_length to 960", toFit(1000 + 1000, false));
        assertEquals("lower max_length to 960", toFit(1000 + 1000, true));
    }

    @Test
    void aModelThatIsTooLargeByItselfIsSaidToBe() {
        assertTrue(toFit(900, false).contains("use a smaller model"));
    }
}
