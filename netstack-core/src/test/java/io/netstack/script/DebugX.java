package io.netstack.script;
import io.netstack.replay.*;
public class DebugX {
    public static void main(String[] a) {
        long seed = Long.parseLong(a[0]); String peer = a[1];
        Recording r = RandomScript.play(seed, new VirtualWorld(seed));
        Recording s = Replayer.play(r, new VirtualWorld(seed + 1000000));
        for (Recording x : new Recording[] {r, s}) {
            System.out.println("----- " + x.settings());
            for (Recording.Event e : x.events()) {
                if (e instanceof Recording.Received v && peer.equals(v.peer())) System.out.println("   < " + v);
                if (e instanceof Recording.Sent v && peer.equals(v.peer())) System.out.println(" > " + v.t() + " " + v.relativeSequence() + " ack " + v.relativeAck() + " " + v.note());
                if (e instanceof Recording.Call v) System.out.println(v);
            }
        }
    }
}
