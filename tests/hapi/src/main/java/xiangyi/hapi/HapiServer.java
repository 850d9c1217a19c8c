package xiangyi.hapi;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * HAPI FHIR's JPA server for R4 on a database in memory and a free loopback port, as a stranger would run it: ids of ours are taken
 * (with {@code --server-ids} none are), references are checked, a search is answered from what was found within the last minute. It
 * prints {@code LISTENING <base URL>} and serves until it is stopped. {@code POST <base>/$expunge} with {@code expungeEverything} empties it.
 */
public final class HapiServer {
    /** What the released starter sets: entries per page where nobody asks, and at most. */
    private static final int PAGE = 20, LONGEST_PAGE = 200;

    private static final String PATH = "/fhir";

    private HapiServer() {}

    public static void main(String[] arguments) throws Exception {
        var ids = List.of(arguments).contains("--server-ids") ? ClientIdStrategyEnum.NOT_ALLOWED : ClientIdStrategyEnum.ALPHANUMERIC;
        var spring = new AnnotationConfigApplicationContext();
        spring.registerBean(ClientIdStrategyEnum.class, () -> ids);
        spring.register(Storage.class);
        spring.refresh();
        var connections = new Server();
        var door = new ServerConnector(connections);
        door.setHost("127.0.0.1");
        connections.addConnector(door);
        var paths = new ServletContextHandler();
        paths.addServlet(new ServletHolder(endpoint(spring)), PATH + "/*");
        connections.setHandler(paths);
        connections.start();
        System.out.println("LISTENING http://127.0.0.1:" + door.getLocalPort() + PATH);
        System.out.flush();
        connections.join();
    }

    /** The FHIR endpoint: every resource type with its interactions, transactions and batches, a true CapabilityStatement. */
    private static RestfulServer endpoint(ApplicationContext spring) {
        var endpoint = new RestfulServer(spring.getBean(FhirContext.class));
        endpoint.registerProviders(spring.getBean(ResourceProviderFactory.class).createProviders());
        endpoint.registerProvider(spring.getBean(JpaSystemProvider.class));
        endpoint.setServerConformanceProvider(new JpaCapabilityStatementProvider(
                endpoint,
                spring.getBean(IFhirSystemDao.class),
                spring.getBean(JpaStorageSettings.class),
                spring.getBean(ISearchParamRegistry.class),
                spring.getBean(IValidationSupport.class)));
        var pages = spring.getBean(DatabaseBackedPagingProvider.class);
        pages.setDefaultPageSize(PAGE);
        pages.setMaximumPageSize(LONGEST_PAGE);
        endpoint.setPagingProvider(pages);
        endpoint.setDefaultResponseEncoding(EncodingEnum.JSON);
        return endpoint;
    }

    /** The JPA server's own assembly for R4 and what it leaves to whoever runs it: settings, database, transactions. */
    @Configuration
    @EnableTransactionManagement
    @Import({
        JpaR4Config.class,
        HapiJpaConfig.class,
        JpaBatch2Config.class,
        Batch2JobsConfig.class,
        SubscriptionChannelConfig.class,
        ThreadPoolFactoryConfig.class
    })
    static class Storage {
        @Bean
        JpaStorageSettings storageSettings(ClientIdStrategyEnum ids) {
            var settings = new JpaStorageSettings();
            settings.setResourceClientIdStrategy(ids);
            settings.setFetchSizeDefaultMaximum(LONGEST_PAGE);
            settings.setExpungeEnabled(true);
            settings.setAllowMultipleDelete(true);
            settings.setSchedulingDisabled(true);
            return settings;
        }

        @Bean
        PartitionSettings partitionSettings() {
            return new PartitionSettings();
        }

        @Bean
        SubscriptionSettings subscriptionSettings() {
            return new SubscriptionSettings();
        }

        @Bean(destroyMethod = "close")
        BasicDataSource dataSource() {
            var source = new BasicDataSource();
            source.setUrl("jdbc:h2:mem:hapi;DB_CLOSE_DELAY=-1");
            source.setUsername("sa");
            source.setPassword("");
            source.setMaxTotal(20);
            return source;
        }

        @Bean
        @Primary
        LocalContainerEntityManagerFactoryBean entityManagerFactory(
                ConfigurableListableBeanFactory beans, FhirContext fhir, JpaStorageSettings settings, DataSource source) {
            var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
            factory.setPersistenceUnitName("hapi");
            factory.setDataSource(source);
            var jpa = new Properties();
            jpa.put("hibernate.dialect", HapiFhirH2Dialect.class.getName());
            jpa.put("hibernate.hbm2ddl.auto", "create");
            jpa.put("hibernate.jdbc.batch_size", "20");
            jpa.put("hibernate.search.enabled", "false");
            factory.setJpaProperties(jpa);
            return factory;
        }

        @Bean
        @Primary
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }
}
