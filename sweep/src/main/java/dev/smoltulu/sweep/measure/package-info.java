/** How long a study will take, from steps that are really made. */
package dev.smoltulu.sweep.measure;
