/**
 * A study with everything looked up and counted before the first cell is trained. Start with
 * {@link dev.smoltulu.sweep.plan.Planner}; its result is a {@link dev.smoltulu.sweep.plan.StudyPlan}.
 */
package dev.smoltulu.sweep.plan;
