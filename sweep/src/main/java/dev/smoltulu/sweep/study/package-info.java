/**
 * The study file: {@link dev.smoltulu.sweep.study.StudyFile} reads it into a {@link
 * dev.smoltulu.sweep.study.Study} and collects everything that is wrong with it.
 */
package dev.smoltulu.sweep.study;
