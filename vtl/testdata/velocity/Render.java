import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.util.introspection.Info;

/**
 * Renders templates with Apache Velocity, set up so that it shows what API
 * Gateway was recorded to show: a reference without a value is an empty string,
 * and macros cannot be defined.
 *
 * One template a line on standard input, in base64; one answer a line on
 * standard output: "ok " or "error ", then the text in base64.
 */
public final class Render {
    private static final class Empty implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context c, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context c, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context c, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    private static VelocityEngine engine() {
        VelocityEngine e = new VelocityEngine();
        e.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        e.setProperty("velocimacro.permissions.allow.inline", "false");
        e.setProperty("velocimacro.library", "");
        e.setProperty("directive.foreach.maxloops", "1000");
        e.setProperty("input.encoding", "UTF-8");
        e.init();
        return e;
    }

    public static void main(String[] args) throws Exception {
        VelocityEngine engine = engine();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, true, "US-ASCII");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String template = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
            String state = "ok";
            String text;
            try {
                VelocityContext context = new VelocityContext();
                EventCartridge cartridge = new EventCartridge();
                cartridge.addEventHandler(new Empty());
                context.attachEventCartridge(cartridge);
                StringWriter writer = new StringWriter();
                engine.evaluate(context, writer, "template", template);
                text = writer.toString();
            } catch (Exception | Error e) {
                state = "error";
                text = e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            out.println(state + " " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
