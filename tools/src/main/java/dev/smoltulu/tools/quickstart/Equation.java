package dev.smoltulu.tools.quickstart;

/** A calculation as answers write it, such as {@code 5 + 3 = 8}. */
record Equation(int left, Operator operator, int right) {

    enum Operator {
        PLUS('+'),
        MINUS('-'),
        TIMES('*');

        private final char sign;

        Operator(char sign) {
            this.sign = sign;
        }
    }

    int result() {
        return switch (operator) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
        };
    }

    /** The left side alone: {@code 5 + 3}. */
    String expression() {
        return left + " " + operator.sign + " " + right;
    }

    @Override
    public String toString() {
        return expression() + " = " + result();
    }
}
