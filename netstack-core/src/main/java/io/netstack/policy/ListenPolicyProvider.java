package io.netstack.policy;

import java.util.List;

/** Offers policies to {@link Policies} through {@link java.util.ServiceLoader}; the built-in ones come the same way as a user's. */
public interface ListenPolicyProvider {

    List<ListenPolicy> policies();
}
