/**
 * Questions that begin with "what if", answered in virtual time: one scenario, many at once, two policies side by side, and what theory
 * says.
 *
 * <pre>
 *   flags, file ─▶ Scenario ─▶ Experiment ─▶ Outcome ─┬▶ text, pcapng
 *                     │ ▲          (sim.load)          └▶ Report: one HTML file
 *        SweepPlan ───┘ │
 *           └▶ Sweep: all cores, resumable ─▶ CSV ─┬▶ SweepReport: heat maps
 *                                                 └▶ SweepPlot: a Measure as one picture
 *
 *   Diff      the same frames through two policies          FiniteQueue, TheoryCheck    M/M/1/K and M/D/1/K beside the simulation
 *   Advice    the smallest backlog for a loss, by formula and by simulation
 * </pre>
 *
 * A scenario is text all the way (key = value, the same words as flags), so that a report can print the command that repeats it. A run
 * depends on its scenario alone: same text, same numbers, same bytes.
 */
package io.netstack.tools.experiment;
