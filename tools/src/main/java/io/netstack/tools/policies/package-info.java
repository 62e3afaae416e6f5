/**
 * What listen(backlog) means on each system, found out by doing it.
 *
 * <pre>
 *   TableCommand   ─┐
 *   ExplainCommand ─┴─▶ Cell: a policy, a backlog ──▶ simulated clients, virtual time ──▶ what was counted
 *                            │
 *   Figure: what Stevens printed          Application: what programs really pass
 *
 *   CookieCommand: SYN cookies taken apart
 * </pre>
 *
 * Nothing here is computed from a formula: cells are runs of the same stack that serves live.
 */
package io.netstack.tools.policies;
