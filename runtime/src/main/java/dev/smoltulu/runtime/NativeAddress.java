package dev.smoltulu.runtime;

import org.bytedeco.javacpp.Pointer;

/** An address for native code only; Java cannot read the memory behind it. */
final class NativeAddress extends Pointer {

    NativeAddress(long address) {
        super((Pointer) null);
        this.address = address;
    }
}
