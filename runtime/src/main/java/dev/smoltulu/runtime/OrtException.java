package dev.smoltulu.runtime;

/** ONNX Runtime refused a call; the message is its own. */
public final class OrtException extends RuntimeException {

    OrtException(String message) {
        super(message);
    }

    OrtException(String message, Throwable cause) {
        super(message, cause);
    }
}
