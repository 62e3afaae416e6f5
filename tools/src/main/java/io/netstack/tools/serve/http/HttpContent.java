package io.netstack.tools.serve.http;

import java.io.IOException;

/** What there is to get. */
@FunctionalInterface
interface HttpContent {
    /**
     * What a path names.
     *
     * @param path decoded, begins with a slash
     * @throws HttpFault   when there is nothing to give, and why
     * @throws IOException when the file system fails
     */
    HttpAnswer find(String path) throws HttpFault, IOException;
}
