/**
 * Policies of the user's own: one Java file, compiled and loaded as the command starts, held to what every policy must keep.
 *
 * <pre>
 *   new-policy NAME ─▶ MyPolicy.java ── PolicyCompiler (javax.tools) ─▶ PolicyShelf ─▶ lab, sim, sweep, diff
 *                          │
 *                          └── check-policy: Histories ─▶ History on a real stack in virtual time ─▶ Invariants
 *                                                            └ broken: Shrinker ─▶ the shortest packet story
 * </pre>
 */
package io.netstack.tools.custom;
