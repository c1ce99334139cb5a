package dev.smoltulu.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.base.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlagGroupTest {

    @Test
    void settingsThatTheVerbHasAreFlags() {
        List<FlagGroup> flags = List.of(FlagGroup.of("", FlagGroup.valued("max-length", "N", "")));
        assertEquals(
                "--max-length and --help, but not limit",
                UserError.usage("`max_length` and `help`, but not `limit`").message(FlagGroup.names(flags)));
    }
}
