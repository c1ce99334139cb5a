/** The study file: what it may say, checked as far as that goes without looking at models and rows. */
package dev.smoltulu.sweep.study;
