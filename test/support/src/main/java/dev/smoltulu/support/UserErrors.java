package dev.smoltulu.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Checks of the messages that users read. */
public final class UserErrors {

    // By name, since the room that has the class uses this room in its own tests.
    private static final String USER_ERROR = "dev.smoltulu.base.UserError";

    private UserErrors() {}

    /** Fails unless the action throws a UserError whose message is one line that contains all the parts. */
    public static String assertUserError(Executable action, String... parts) {
        RuntimeException error = assertThrows(RuntimeException.class, action);
        String message = error.getMessage();
        assertEquals(USER_ERROR, error.getClass().getName(), message);
        assertFalse(message.contains("\n"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
        return message;
    }
}
