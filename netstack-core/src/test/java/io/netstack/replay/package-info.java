/**
 * Recordings of a real Linux 6.18 listener, played again to a stack of ours, and compared.
 *
 * <pre>
 *   traces/*.jsonl ── RecordingFile ── Recording ──┐ frames, calls, when
 *                                        │         ▼
 *                                        │      Replayer ──&gt; World: VirtualWorld (our stack in virtual time)
 *                                        │         │                a live link, where there is root
 *                                        │      Transcriber: what came back, relative to each peer
 *                                        ▼         ▼
 *                                  RecordingComparer ── differences, one line each
 * </pre>
 *
 * What cannot be equal is left out of the comparison or made relative: initial sequence numbers, timestamps, IP identification.
 */
package io.netstack.replay;
