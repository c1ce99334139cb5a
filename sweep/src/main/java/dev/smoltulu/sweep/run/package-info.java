/** A study on its way: which cells are left, where they run, how long it will take. */
package dev.smoltulu.sweep.run;
