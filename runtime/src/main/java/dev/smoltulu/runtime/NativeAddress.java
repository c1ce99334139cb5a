package dev.smoltulu.runtime;

import org.bytedeco.javacpp.Pointer;

/** An address that native code understands and no Java code may look behind. */
final class NativeAddress extends Pointer {

    NativeAddress(long address) {
        super((Pointer) null);
        this.address = address;
    }
}
