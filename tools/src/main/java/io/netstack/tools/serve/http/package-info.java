/**
 * The service {@code http}: HTTP/1.1 as RFC 9110 and 9112 have it, for GET and HEAD of one page or of a directory's files.
 *
 * <pre>
 *   in ──▶ RequestReader ── HttpRequest ──▶ HttpContent.find ──▶ HttpAnswer ── ByteRange ──▶ AnswerWriter ──▶ out
 *             │                           OnePage │ FileTree       ▲
 *             └── HttpFault: 400, 403, 404 … ──────────────────────┘
 * </pre>
 *
 * A connection is kept for the next request unless the client says otherwise; a fault in a request's form ends it, since nobody can say where
 * the next one begins.
 */
package io.netstack.tools.serve.http;
