package dev.caravan.system.postgresql.type;

import java.util.Optional;

/** Finds the codec of a type. A type without one travels in its text form, which the server reads and writes. */
public final class Codecs {
    private final NulPolicy nul;
    private final boolean asStored;

    private Codecs(NulPolicy nul, boolean asStored) {
        this.nul = nul;
        this.asStored = asStored;
    }

    /** Codecs to read and write with, which treat U+0000 in text so. */
    public static Codecs ofServer(NulPolicy nul) {
        return new Codecs(nul, false);
    }

    /** Codecs that write into memory what the server would give back, so that reading it shows what it keeps. */
    public static Codecs asStored(NulPolicy nul) {
        return new Codecs(nul, true);
    }

    /** A new codec for the text form of any type. */
    public Codec text() {
        return new PlainTextCodec(nul);
    }

    /** A new codec for the columns of a type; nothing where its binary form is not known. */
    public Optional<Codec> of(PgType type) {
        PgType root = type.root();
        // A domain has the modifier, its base only the name
        int modifier = type.modifier() >= 0 ? type.modifier() : root.modifier();
        return Optional.ofNullable(
                switch (root.receive()) {
                    case "boolrecv" -> new BooleanCodec();
                    case "int2recv" -> IntegerCodec.ofBytes(Short.BYTES);
                    case "int4recv" -> IntegerCodec.ofBytes(Integer.BYTES);
                    case "int8recv" -> IntegerCodec.ofBytes(Long.BYTES);
                    case "oidrecv" -> IntegerCodec.unsigned();
                    case "float4recv" -> new RealCodec(true);
                    case "float8recv" -> new RealCodec(false);
                    case "numeric_recv" -> new NumericCodec(modifier);
                    case "textrecv", "citextrecv" -> new TextCodec(-1, false, nul);
                    case "varcharrecv" -> new TextCodec(modifier < 0 ? -1 : modifier - 4, false, nul);
                    case "bpcharrecv" -> new TextCodec(modifier < 0 ? -1 : modifier - 4, modifier >= 0, nul);
                    case "bytearecv" -> new BytesCodec();
                    case "uuid_recv" -> new UuidCodec();
                    case "date_recv" -> new DateCodec();
                    case "time_recv" -> new TimeCodec(false, modifier);
                    case "timetz_recv" -> new TimeCodec(true, modifier);
                    case "timestamp_recv" -> new TimestampCodec(false, modifier);
                    case "timestamptz_recv" -> new TimestampCodec(true, modifier);
                    case "interval_recv" -> new IntervalCodec(modifier);
                    case "json_recv" -> JsonCodec.text();
                    case "jsonb_recv" -> JsonCodec.binary(asStored);
                    case "inet_recv" -> new InetCodec(false);
                    case "cidr_recv" -> new InetCodec(true);
                    case "enum_recv" -> new EnumCodec(root.labels());
                    case "vector_recv" -> new VectorCodec(modifier);
                    case "array_recv" -> array(root, modifier);
                    default -> null;
                });
    }

    private Codec array(PgType type, int modifier) {
        PgType element = type.element();
        PgType bound = new PgType(
                element.oid(),
                element.name(),
                element.receive(),
                modifier >= 0 ? modifier : element.modifier(),
                element.element(),
                element.base(),
                element.labels());
        return of(bound).map(codec -> (Codec) new ArrayCodec(type, codec)).orElse(null);
    }
}
