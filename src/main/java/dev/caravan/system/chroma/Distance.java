package dev.caravan.system.chroma;

/** How far two vectors are apart, as the server's indexes measure it. */
enum Distance {
    COSINE {
        @Override
        double between(float[] one, Vector two) {
            double dot = 0;
            double lengths = 0;
            double other = 0;
            for (int index = 0; index < one.length; index++) {
                double number = two.get(index);
                dot += one[index] * number;
                lengths += (double) one[index] * one[index];
                other += number * number;
            }
            return 1 - dot / Math.sqrt(lengths * other);
        }
    },
    /** The square of the length between: no index takes the root. */
    L2 {
        @Override
        double between(float[] one, Vector two) {
            double sum = 0;
            for (int index = 0; index < one.length; index++) {
                double apart = one[index] - two.get(index);
                sum += apart * apart;
            }
            return sum;
        }
    },
    IP {
        @Override
        double between(float[] one, Vector two) {
            double dot = 0;
            for (int index = 0; index < one.length; index++) {
                dot += (double) one[index] * two.get(index);
            }
            return 1 - dot;
        }
    };

    /** By the name of an index's space; what a server has unless it is told otherwise is l2. */
    static Distance of(Collection collection) {
        return switch (collection.settings().getOrDefault(CollectionSettings.SPACE, "l2")) {
            case "cosine" -> COSINE;
            case "ip" -> IP;
            default -> L2;
        };
    }

    /** Both have as many numbers. */
    abstract double between(float[] one, Vector two);
}
