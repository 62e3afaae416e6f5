/**
 * {@code netstack doctor}: what keeps the lab from working on this machine, and what to do about it.
 *
 * <pre>
 *   DoctorCommand ──┬── MachineChecks     JDK, libpcap, privileges, /dev/net/tun
 *                   └── InterfaceChecks   carrier, the kernel's addresses, offloads, the capture itself
 *                           └── Finding   fine | fault + fix | not checked; as text and as JSON
 * </pre>
 *
 * <p>Rule: no check changes anything.
 */
package io.netstack.tools.doctor;
