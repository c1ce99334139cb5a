package dev.smoltulu.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class UserErrorTest {

    @Test
    void settingsAreNamedAsTheReaderKnowsThem() {
        UserError error = UserError.usage("`max_length` 9 is more than `Model`'s 8;\n lower `limit`, not `5`");
        assertEquals("max_length 9 is more than `Model`'s 8; lower limit, not `5`", error.getMessage());
        assertEquals(
                "<max_length> 9 is more than `Model`'s 8; lower <limit>, not `5`",
                error.message(key -> "<" + key + ">"));
    }
}
