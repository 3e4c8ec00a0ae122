import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/**
 * Renders a template with Apache Velocity: java Velocity FILE. FILE is {template,
 * body, context, params}; standard input and output are those of engines.cjs.
 */
public final class Velocity {
    private final Map<?, ?> job;
    private final Template template = new Template();
    private final Object decoded;

    private Velocity(Map<?, ?> job) throws Exception {
        this.job = job;
        RuntimeInstance runtime = new RuntimeInstance();
        runtime.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        runtime.setProperty("velocimacro.library", "");
        runtime.init();
        SimpleNode node = runtime.parse(new StringReader((String) job.get("template")), "template");
        template.setRuntimeServices(runtime);
        template.setData(node);
        template.initDocument();
        decoded = new Json((String) job.get("body")).read();
    }

    private String render(boolean fromBody) throws Exception {
        VelocityContext context = new VelocityContext();
        context.put("body", fromBody ? new Json((String) job.get("body")).read() : decoded);
        context.put("context", job.get("context"));
        context.put("params", job.get("params"));
        StringWriter writer = new StringWriter();
        template.merge(context, writer);
        return writer.toString();
    }

    public static void main(String[] args) throws Exception {
        Map<?, ?> job = (Map<?, ?>) new Json(Files.readString(Path.of(args[0]))).read();
        Velocity engine = new Velocity(job);
        for (boolean fromBody : new boolean[] {false, true}) {
            for (long end = System.currentTimeMillis() + 2000; System.currentTimeMillis() < end;) {
                engine.render(fromBody);
            }
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("show")) {
                System.out.println(Json.quote(engine.render(words[1].equals("body"))));
                continue;
            }
            boolean fromBody = words[0].equals("body");
            long began = System.nanoTime();
            for (int i = Integer.parseInt(words[1]); i > 0; i--) {
                engine.render(fromBody);
            }
            System.out.println(System.nanoTime() - began);
        }
    }

    /** Reads JSON into maps, lists, strings, booleans and numbers. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object read() {
            skip();
            switch (text.charAt(at)) {
                case '{':
                    return object();
                case '[':
                    return array();
                case '"':
                    return string();
                default:
                    return word();
            }
        }

        private void skip() {
            while (text.charAt(at) <= ' ') {
                at++;
            }
        }

        private boolean ends(char end) {
            skip();
            if (text.charAt(at) == ',') {
                at++;
                skip();
            }
            if (text.charAt(at) != end) {
                return false;
            }
            at++;
            return true;
        }

        private Map<String, Object> object() {
            Map<String, Object> all = new LinkedHashMap<>();
            at++;
            while (!ends('}')) {
                String name = string();
                skip();
                at++; // the colon
                all.put(name, read());
            }
            return all;
        }

        private List<Object> array() {
            List<Object> all = new ArrayList<>();
            at++;
            while (!ends(']')) {
                all.add(read());
            }
            return all;
        }

        private String string() {
            int from = ++at;
            while (text.charAt(at) != '"' && text.charAt(at) != '\\') {
                at++;
            }
            if (text.charAt(at) == '"') {
                return text.substring(from, at++);
            }
            StringBuilder all = new StringBuilder(text.substring(from, at));
            for (; text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    int place = "bfnrt".indexOf(c);
                    if (place >= 0) {
                        c = "\b\f\n\r\t".charAt(place);
                    } else if (c == 'u') {
                        c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    }
                }
                all.append(c);
            }
            at++;
            return all.toString();
        }

        private Object word() {
            int from = at;
            while (at < text.length() && ",]} \n\t\r".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            switch (word) {
                case "true":
                    return true;
                case "false":
                    return false;
                case "null":
                    return null;
                default:
                    return word.matches("-?\\d+") ? (Object) Long.valueOf(word) : Double.valueOf(word);
            }
        }

        static String quote(String s) {
            StringBuilder all = new StringBuilder("\"");
            for (char c : s.toCharArray()) {
                if (c == '"' || c == '\\') {
                    all.append('\\').append(c);
                } else if (c < ' ') {
                    all.append(String.format("\\u%04x", (int) c));
                } else {
                    all.append(c);
                }
            }
            return all.append('"').toString();
        }
    }
}
