/**
 * What a listener's connections are served with: small services over a pair of streams, so that they know no stack.
 *
 * <pre>
 *   accept() ──▶ a thread ──▶ Service.serve(in, out) ──▶ close
 *                                │
 *                 ECHO, DISCARD, CHARGEN │ ProxyService │ http.HttpService
 * </pre>
 */
package io.netstack.tools.serve;
