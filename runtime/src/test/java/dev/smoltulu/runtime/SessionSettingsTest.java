package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {

    private final String before = System.getProperty(SessionSettings.THREADS_PROPERTY);

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(SessionSettings.THREADS_PROPERTY);
        } else {
            System.setProperty(SessionSettings.THREADS_PROPERTY, before);
        }
    }

    @Test
    void theDefaultIsANumberThatAnotherProcessCanBeGiven() {
        System.clearProperty(SessionSettings.THREADS_PROPERTY);
        int threads = SessionSettings.on(Device.CPU).threads();
        assertTrue(threads >= 1 && threads <= Runtime.getRuntime().availableProcessors(), threads + " threads");
        System.setProperty(SessionSettings.THREADS_PROPERTY, Integer.toString(threads));
        assertEquals(threads, SessionSettings.on(Device.CPU).threads());
    }

    @Test
    void thePropertyDecides() {
        System.setProperty(SessionSettings.THREADS_PROPERTY, "7");
        assertEquals(7, SessionSettings.on(Device.CPU).threads());
        System.setProperty(SessionSettings.THREADS_PROPERTY, "0");
        assertTrue(SessionSettings.on(Device.CPU).threads() >= 1);
    }

    @Test
    void noThreadsAreRefused() {
        SessionSettings settings = SessionSettings.on(Device.CPU);
        assertThrows(IllegalArgumentException.class, () -> settings.withThreads(0));
    }
}
