package dev.smoltulu.verifiers;

/** Which of two verdicts a verifier gives where the published one is an oversight. */
public enum Rules {
    /** That of open-instruct as Tulu 3 was trained with it (commit 26b732590), oversights included. */
    PUBLISHED,
    /** What was meant. */
    CORRECTED
}
