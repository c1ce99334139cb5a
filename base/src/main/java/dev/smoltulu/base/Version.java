package dev.smoltulu.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The program's version. */
public final class Version {

    private static final String RESOURCE = "version.properties";

    private Version() {}

    /** Such as 0.1.0. */
    public static String current() {
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the build left out " + RESOURCE);
            }
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new IllegalStateException(RESOURCE, unreadable);
        }
    }
}
