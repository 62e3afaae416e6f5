/**
 * What people see: tables, queue bars, and the story of a lab run told from the frames on our link.
 *
 * <pre>
 *   TraceRing ──▶ LabStory ──▶ EventLine (as it happens)
 *                    │
 *                    └─▶ LabReport ──▶ table, Explanation, JSON object (at the end)
 * </pre>
 *
 * Views know frames, reasons and counters; they know no stack and no link.
 */
package io.netstack.tools.view;
