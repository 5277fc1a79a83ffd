package dev.caravan.system.postgresql.type;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.Arrays;

/** {@code inet} and {@code cidr}: IPv4 and IPv6 addresses, with the length of the network unless it is one host. */
final class InetCodec implements Codec {
    private static final int HEADER = 4;
    private static final int FAMILY_4 = 2;
    private static final int FAMILY_6 = 3;
    private static final int LONGEST = 49;

    private final boolean network;
    private final byte[] address = new byte[16];

    /** {@code network} is true for {@code cidr}. */
    InetCodec(boolean network) {
        this.network = network;
    }

    @Override
    public void write(RowBuffer rows, int row, int cell, BinaryOutput out) {
        boolean text = rows.type(row, cell) == CellType.TEXT && rows.length(row, cell) <= LONGEST;
        String[] parts = text ? rows.text(row, cell).split("/", -1) : new String[0];
        int size = parts.length == 1 || parts.length == 2 ? parse(parts[0]) : 0;
        int bits = parts.length == 2 ? number(parts[1], 10, 3) : size * 8;
        if (size == 0 || bits < 0 || bits > size * 8) {
            throw Misfit.type(rows, row, cell, network ? "networks such as 10.0.0.0/8" : "addresses such as 10.0.0.1");
        }
        out.addByte(size == 4 ? FAMILY_4 : FAMILY_6);
        out.addByte(bits);
        out.addByte(network ? 1 : 0);
        out.addByte(size);
        out.addBytes(address, 0, size);
    }

    @Override
    public void read(byte[] bytes, int offset, int length, RowBuffer into) {
        int bits = bytes[offset + 1] & 0xff;
        int size = bytes[offset + 3];
        StringBuilder text = new StringBuilder(LONGEST);
        if (size == 4) {
            for (int i = 0; i < size; i++) {
                text.append(i == 0 ? "" : ".").append(bytes[offset + HEADER + i] & 0xff);
            }
        } else {
            format6(bytes, offset + HEADER, text);
        }
        if (network || bits != size * 8) {
            text.append('/').append(bits);
        }
        into.addBytes(CellType.TEXT, text.toString().getBytes(US_ASCII));
    }

    @Override
    public boolean keeps(CellType type) {
        return false;
    }

    /** Fills the address; answers how many bytes it has, 0 for none. Never asks a name server. */
    private int parse(String text) {
        if (text.indexOf(':') < 0) {
            return parse4(text, 0) ? 4 : 0;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, 0) == 16 ? 16 : 0;
        }
        Arrays.fill(address, (byte) 0);
        String after = text.substring(gap + 2);
        int head = gap == 0 ? 0 : groups(text.substring(0, gap), 0);
        if (head < 0 || after.contains("::") || after.isEmpty()) {
            return head >= 0 && head <= 14 && after.isEmpty() ? 16 : 0;
        }
        byte[] start = address.clone();
        int tail = groups(after, 0);
        if (tail < 0 || head + tail > 14) {
            return 0;
        }
        byte[] end = Arrays.copyOf(address, tail);
        System.arraycopy(start, 0, address, 0, head);
        Arrays.fill(address, head, 16 - tail, (byte) 0);
        System.arraycopy(end, 0, address, 16 - tail, tail);
        return 16;
    }

    /** Writes groups of 16 bits, the last two of which may be written as IPv4; answers how many bytes, -1 for a mistake. */
    private int groups(String text, int from) {
        String[] parts = text.split(":", -1);
        int at = from;
        for (int part = 0; part < parts.length; part++) {
            boolean last = part == parts.length - 1;
            if (last && parts[part].indexOf('.') >= 0) {
                return at <= 12 && parse4(parts[part], at) ? at + 4 : -1;
            }
            int value = number(parts[part], 16, 4);
            if (value < 0 || at > 14) {
                return -1;
            }
            address[at++] = (byte) (value >> 8);
            address[at++] = (byte) value;
        }
        return at;
    }

    private boolean parse4(String text, int at) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (int part = 0; part < 4; part++) {
            int value = number(parts[part], 10, 3);
            if (value < 0 || value > 255) {
                return false;
            }
            address[at + part] = (byte) value;
        }
        return true;
    }

    private static int number(String text, int radix, int most) {
        if (text.isEmpty() || text.length() > most) {
            return -1;
        }
        int value = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) < 128 ? Character.digit(text.charAt(at), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** The longest run of groups of zero, of two or more, becomes {@code ::}. */
    private static void format6(byte[] bytes, int at, StringBuilder text) {
        int[] groups = new int[8];
        for (int group = 0; group < 8; group++) {
            groups[group] = BinaryOutput.shortAt(bytes, at + 2 * group) & 0xffff;
        }
        int best = -1;
        int longest = 1;
        for (int start = 0; start < 8; start++) {
            int run = 0;
            while (start + run < 8 && groups[start + run] == 0) {
                run++;
            }
            if (run > longest) {
                best = start;
                longest = run;
            }
        }
        for (int group = 0; group < 8; group++) {
            if (group == best) {
                text.append("::");
                group += longest - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[group]));
            }
        }
    }
}
