package io.netstack.pcap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A UDP client on the kernel's stack of the calling thread's namespace. */
final class KernelClient {

    private KernelClient() {
    }

    /** Sends datagrams of 0, 1, 2 … bytes to nobody who answers. */
    static void sendAll(String server, int datagrams) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int length = 0; length < datagrams; length++) {
                socket.send(new DatagramPacket(new byte[length], length, InetAddress.getByName(server), 7));
            }
        }
    }

    /**
     * Sends one datagram and lets the other side act.
     *
     * @return what came back, or the empty text when nothing did
     */
    static String exchange(String server, String text, Runnable otherSide) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(data, data.length, InetAddress.getByName(server), 7));
            otherSide.run();
            socket.setSoTimeout(500);
            DatagramPacket back = new DatagramPacket(new byte[2000], 2000);
            socket.receive(back);
            return new String(back.getData(), 0, back.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }
}
