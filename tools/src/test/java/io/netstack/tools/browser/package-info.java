/**
 * A browser to look at our pages with.
 *
 * <pre>
 *   test ─▶ Browser ─▶ DevTools ── web socket on loopback ──▶ headless Chromium
 * </pre>
 */
package io.netstack.tools.browser;
