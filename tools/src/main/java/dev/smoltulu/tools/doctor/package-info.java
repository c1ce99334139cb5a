/** Checks of this machine with advice: {@link dev.smoltulu.tools.doctor.Doctor}. */
package dev.smoltulu.tools.doctor;
