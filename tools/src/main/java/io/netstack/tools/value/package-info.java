/**
 * What people type, as values: each type knows how it is written, and says in one line what would have been right.
 *
 * <pre>
 *   "100ms" ──▶ Span      "5/s" ──▶ AcceptPlan      "--backlog x" ──▶ Whole      "name=value" ──▶ SettingText
 * </pre>
 */
package io.netstack.tools.value;
