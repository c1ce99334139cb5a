package dev.smoltulu.graphs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import org.junit.jupiter.api.function.Executable;

/** What tests ask of an error message: one line that names all it must. */
public final class UserErrors {

    private UserErrors() {}

    public static String assertUserError(Executable action, String... parts) {
        String message = assertThrows(UserError.class, action).getMessage();
        assertFalse(message.contains("\n"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
        return message;
    }
}
