package dev.smoltulu.tools.doctor;

import java.util.Locale;

/**
 * One finding about this machine.
 *
 * @param subject what was looked at
 * @param finding what was found and, unless all is well, what to do
 */
public record DoctorCheck(Verdict verdict, String subject, String finding) {

    /** How good a finding is. */
    public enum Verdict {
        /** As it should be. */
        OK("\u001b[32m"),
        /** Good to know. */
        NOTE("\u001b[2m"),
        /** Some run will miss this. */
        WARN("\u001b[33m"),
        /** No run works without this. */
        FAIL("\u001b[31m");

        private final String colour;

        Verdict(String colour) {
            this.colour = colour;
        }
    }

    private static final String PLAIN = "\u001b[0m";

    static DoctorCheck ok(String subject, String finding) {
        return new DoctorCheck(Verdict.OK, subject, finding);
    }

    static DoctorCheck note(String subject, String finding) {
        return new DoctorCheck(Verdict.NOTE, subject, finding);
    }

    static DoctorCheck warn(String subject, String finding) {
        return new DoctorCheck(Verdict.WARN, subject, finding);
    }

    static DoctorCheck fail(String subject, String finding) {
        return new DoctorCheck(Verdict.FAIL, subject, finding);
    }

    /** Verdict, subject and finding in columns. */
    public String line(boolean colour) {
        String word = String.format("%-4s", verdict.name().toLowerCase(Locale.ROOT));
        return (colour ? verdict.colour + word + PLAIN : word) + "  " + String.format("%-13s", subject) + finding;
    }
}
